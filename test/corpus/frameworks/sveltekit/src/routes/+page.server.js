import { remember } from '$lib/visits.js';

export function load({ url }) {
  return { visits: remember(`page ${url.search}`) };
}
