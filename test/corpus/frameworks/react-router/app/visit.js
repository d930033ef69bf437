import { remember } from './visits.server';

export function loader({ params }) {
  return new Response(`${remember(params.id)} visits`);
}
