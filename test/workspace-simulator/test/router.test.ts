import { expect, it } from 'vitest';
import type { Operation } from '../gateway/operation.ts';
import { createRouter } from '../gateway/router.ts';

const operation = (path: string, method: Operation['method'] = 'GET'): Operation => {
  return { name: `${method} ${path}`, method, path, kind: 'read', handle: () => ({ status: 200 }) };
};

const route = createRouter([
  operation('/v2/{project_id}/desktops/{desktop_id}'),
  operation('/v2/{project_id}/desktops/detail'),
  operation('/v2/{project_id}/desktops/{desktop_id}', 'DELETE'),
]);

it.each([
  ['GET', '/v2/p/desktops/d', '/v2/{project_id}/desktops/{desktop_id}', { project_id: 'p', desktop_id: 'd' }],
  ['GET', '/v2/p/desktops/detail', '/v2/{project_id}/desktops/detail', { project_id: 'p' }],
  ['DELETE', '/v2/p/desktops/detail', '/v2/{project_id}/desktops/{desktop_id}', { desktop_id: 'detail' }],
  ['GET', '/v2/p/desktops/a%2Fb', '/v2/{project_id}/desktops/{desktop_id}', { desktop_id: 'a/b' }],
])('%s %s is %s', (method, path, pattern, params) => {
  expect(route(method, path)).toMatchObject({ operation: { name: `${method} ${pattern}` }, params });
});

it.each([
  ['POST', '/v2/p/desktops/d'],
  ['GET', '/v2/p/desktops'],
  ['GET', '/v2/p/desktops/d/more'],
])('%s %s is nothing', (method, path) => {
  expect(route(method, path)).toBeUndefined();
});
