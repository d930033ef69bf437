import { remember } from '../lib/visits';

export const dynamic = 'force-dynamic';

export default async function Home({ searchParams }) {
  const { name = 'home' } = await searchParams;
  return <h1>{remember(`page ${name}`)} visits</h1>;
}
