import { remember } from '$lib/visits.js';

export function GET({ params }) {
  return new Response(`${remember(params.id)} visits`);
}
