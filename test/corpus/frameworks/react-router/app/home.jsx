import { remember } from './visits.server';

export function loader({ request }) {
  return { visits: remember(`page ${new URL(request.url).search}`) };
}

export default function Home({ loaderData }) {
  return <h1>{loaderData.visits} visits</h1>;
}
