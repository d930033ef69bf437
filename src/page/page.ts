import type { Limits } from '../isolate/host-process.js';
import { Snapshots } from '../isolate/snapshots.js';
import type { Session } from '../session/session.js';

/** What a browser says of a page of its, or of a worker of one, when it is attached to. */
export interface PageDescription {
  /** As the browser calls it. */
  readonly id: string;
  /** `page`, `iframe`, `worker`, `service_worker`, … */
  readonly type: string;
  readonly title: string;
  readonly url: string;
  /** What shows it, such as `Chrome 156.0.8078.108`; null where that is not told. */
  readonly browser: string | null;
}

/** How to treat a page that is attached to. */
export interface PageOptions {
  readonly limits: Limits;
  /** Refuse evaluations that would change anything. */
  readonly readOnly: boolean;
  /** Bounds each evaluation, ms. */
  readonly timeoutMs: number;
  /** Ends what leads there, if that is not a connection of ours. Never rejects. */
  readonly endRoute: () => Promise<void>;
}

/**
 * A page of a browser that we are attached to, until `detach`. Nothing of ours is put into it: expressions are
 * evaluated as they are, and everything else is answered from heap snapshots.
 */
export class Page implements PageOptions {
  readonly kind = 'page';
  readonly session: Session;
  readonly description: PageDescription;
  readonly limits: Limits;
  readonly readOnly: boolean;
  readonly timeoutMs: number;
  readonly endRoute: () => Promise<void>;
  readonly snapshots = new Snapshots();

  constructor(session: Session, description: PageDescription, options: PageOptions) {
    const { limits, readOnly, timeoutMs, endRoute } = options;
    this.session = session;
    this.description = description;
    this.limits = limits;
    this.readOnly = readOnly;
    this.timeoutMs = timeoutMs;
    this.endRoute = endRoute;
  }

  /** What the page is called: its title, or its URL where it has none. */
  get name(): string {
    return this.description.title || this.description.url;
  }

  /** Ends the session, and with it all that it holds in the page. Never rejects. */
  async detach(): Promise<void> {
    await this.session.close();
    await this.endRoute();
  }
}

/**
 * The @id of the page's global object: while it stays the same, all @ids do. Null before the first snapshot; another
 * one when the page was loaded anew.
 */
export async function idProbe({ session }: Page): Promise<number | null> {
  const { result } = await session.send('Runtime.evaluate', { expression: 'globalThis', silent: true });
  if (!result.objectId) return null;
  try {
    const answer = await session.send('HeapProfiler.getHeapObjectId', { objectId: result.objectId });
    return Number(answer.heapSnapshotObjectId) || null;
  } finally {
    await session.send('Runtime.releaseObject', { objectId: result.objectId }).catch(() => {});
  }
}
