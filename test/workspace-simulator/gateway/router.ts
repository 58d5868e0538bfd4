import type { Operation } from './operation.ts';

type Route = { operation: Operation; segments: readonly string[] };
export type Match = { operation: Operation; params: Record<string, string> };

const isPlaceholder = (segment: string): boolean => segment.startsWith('{');

/** Finds the operation for a method and path. A literal segment goes before a placeholder: `/desktops/detail`. */
export function createRouter(operations: readonly Operation[]): (method: string, path: string) => Match | undefined {
  const routes: Route[] = operations.map((operation) => ({ operation, segments: operation.path.split('/') }));
  routes.sort((a, b) => a.segments.filter(isPlaceholder).length - b.segments.filter(isPlaceholder).length);

  return function route(method, path) {
    const segments = path.split('/');
    for (const { operation, segments: pattern } of routes) {
      if (operation.method !== method || pattern.length !== segments.length) continue;
      const params = paramsOf(pattern, segments);
      if (params) return { operation, params };
    }
    return undefined;
  };
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (isPlaceholder(expected)) params[expected.slice(1, -1)] = decodeURIComponent(segment);
    else if (expected !== segment) return undefined;
  }
  return params;
}
