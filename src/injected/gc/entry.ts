import { CollectionWatcher, canWatch } from './collection-watcher.js';

export default { canWatch, watch: () => new CollectionWatcher() };
