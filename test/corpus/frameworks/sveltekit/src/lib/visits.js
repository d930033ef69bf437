class Visit {
  constructor(page) {
    this.page = page;
    this.at = Date.now();
  }
}

const visits = new Map();

/** Remembers each visit for good: the leak. */
export function remember(page) {
  visits.set(page, new Visit(page));
  return visits.size;
}
