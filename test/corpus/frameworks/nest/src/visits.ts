class Visit {
  readonly at = Date.now();

  constructor(readonly page: string) {}
}

const visits = new Map<string, Visit>();

/** Remembers each visit for good: the leak. */
export function remember(page: string): number {
  visits.set(page, new Visit(page));
  return visits.size;
}
