import { loadSources } from './load-sources.ts';

/** Every HR system that is understood, by the last segment of its path. For the infrastructure; the function loads what it opens. */
export const sources = await loadSources();
