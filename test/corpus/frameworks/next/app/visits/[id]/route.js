import { remember } from '../../../lib/visits';

export async function GET(_request, { params }) {
  const { id } = await params;
  return Response.json({ visits: remember(`route ${id}`) });
}
