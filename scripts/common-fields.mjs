/** What a field of this name means in every result whose type does not say it itself. */
export const COMMON_FIELDS = {
  at: 'When, ISO 8601.',
  count: 'How many objects.',
  pid: 'The id of the process.',
  id: 'The `@id` of the object: the same in every snapshot of a process.',
  location: 'Where its class or function is defined, such as `service.js:8`; null where that is not known.',
  more: 'How many are left out.',
  name: 'Its name.',
  pauseMs: 'The longest stall of the event loop, ms.',
  retainedBytes: 'Retained size: what would be freed with it, bytes. As in DevTools.',
  rssBytes: 'RSS, bytes.',
  shallowBytes: 'Shallow size: what it takes itself, bytes. As in DevTools.',
  takenAt: 'When it was looked at, ISO 8601.',
  text: 'As Node’s console prints it, cut.',
  url: 'Its URL.',
};
