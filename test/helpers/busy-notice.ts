const busyNotice = /^the event loop of the target is busy: .*\n?/gm;

/** What a console has said, without that its target is busy: on a loaded machine it may have to say so at any time. */
export function withoutBusyNotice(said: string): string {
  return said.replaceAll(busyNotice, '');
}
