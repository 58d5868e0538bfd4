import { HttpError } from '../shared/runtime/http-error.ts';
import { readAttributes, readNew } from './attribute-values.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './discovery.ts';
import { readPatch } from './patch-operations.ts';
import { projected } from './project-attributes.ts';
import type { Description } from './schema-attributes.ts';
import { type Answer, listAnswer, scimAnswer } from './scim-answer.ts';
import { notFound, type ScimRequest } from './scim-request.ts';
import type { ScimUser, UserAttributes } from './scim-user.ts';
import { readSearch } from './search-request.ts';
import { tellingLostExits } from './telling-lost-exits.ts';
import type { UserDirectory } from './user-directory.ts';
import { readFilter } from './user-filter.ts';
import { locationOf, userResource } from './user-resource.ts';

type Operation = (request: ScimRequest, users: UserDirectory) => Answer | Promise<Answer>;

const search = { POST: (request: ScimRequest, users: UserDirectory) => findUsers(searchOf(request), users) };
const notHere = Object.fromEntries(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, notImplemented]));

const operations = new Map<string, Record<string, Operation>>([
  ['Users', { GET: findUsers, POST: createUser }],
  ['Users/.search', search],
  ['.search', search],
  [
    'Users/{id}',
    {
      GET: async (request, users) => userAnswer(request, await users.get(idOf(request))),
      PUT: replaceUser,
      PATCH: changeUser,
      DELETE: deleteUser,
    },
  ],
  // Connection tests and imports ask for groups, too, and take a refusal for wrong credentials.
  ['Groups', { GET: () => listAnswer([]) }],
  ['Me', notHere],
  ['Bulk', notHere],
  ['ServiceProviderConfig', { GET: ({ baseUrl }) => scimAnswer(200, serviceProviderConfig(baseUrl)) }],
  ['ResourceTypes', { GET: ({ baseUrl }) => listAnswer(resourceTypes(baseUrl)) }],
  ['ResourceTypes/{id}', { GET: (request) => oneOf(resourceTypes(request.baseUrl), request) }],
  ['Schemas', { GET: ({ baseUrl }) => listAnswer(schemas(baseUrl)) }],
  ['Schemas/{id}', { GET: (request) => oneOf(schemas(request.baseUrl), request) }],
]);

/** Answers what an identity provider asks, once its token has been verified. RFC 7644, as far as leavers need it. */
export async function serve(request: ScimRequest, users: UserDirectory): Promise<Answer> {
  const methods = operations.get(pathOf(request));
  if (!methods) throw notFound();
  const operation = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (!operation) {
    const allow = Object.keys(methods).join(', ');
    throw new HttpError(405, 'method-not-allowed', `Understood here: ${allow}`, { headers: { allow } });
  }
  const isChange = request.id !== undefined && ['PUT', 'PATCH', 'DELETE'].includes(request.method);
  return isChange ? tellingLostExits(request, () => operation(request, users)) : operation(request, users);
}

function pathOf({ resource, id }: ScimRequest): string {
  if (id === undefined) return resource;
  return id === '.search' ? `${resource}/.search` : `${resource}/{id}`;
}

/**
 * Users by a filter. Without one it is an import that asks: nobody is listed, because identity providers are where users
 * come from, not where they go to.
 */
async function findUsers({ query, baseUrl }: ScimRequest, users: UserDirectory): Promise<Answer> {
  const filter = query.get('filter');
  const user = filter === null ? undefined : await findUser(filter, users);
  if (!user) return listAnswer([]);
  // RFC 7644, 3.4.2.4: what is below its least value counts as that.
  const isPastIt = Number(query.get('count') ?? 1) < 1 || Number(query.get('startIndex') ?? 1) > 1;
  return listAnswer(isPastIt ? [] : [projected(userResource(user, baseUrl), query)], 1);
}

async function findUser(filter: string, users: UserDirectory): Promise<ScimUser | undefined> {
  const { attribute, value, holds } = readFilter(filter);
  const user = await users.find(attribute, value);
  return user && holds(user) ? user : undefined;
}

function searchOf(request: ScimRequest): ScimRequest {
  return { ...request, query: readSearch(request.json()) };
}

async function createUser(request: ScimRequest, users: UserDirectory): Promise<Answer> {
  const user = await users.create(withName(readNew(request.json())));
  const { query, baseUrl } = request;
  return scimAnswer(201, projected(userResource(user, baseUrl), query), { location: locationOf(user, baseUrl) });
}

/** The user is as it is said, without what is not said; only that nobody is said to be active or not changes nothing. */
async function replaceUser(request: ScimRequest, users: UserDirectory): Promise<Answer> {
  const json = request.json();
  return userAnswer(request, await users.change(idOf(request), (user) => withName(readAttributes(json, user))));
}

async function changeUser(request: ScimRequest, users: UserDirectory): Promise<Answer> {
  const json = request.json();
  return userAnswer(request, await users.change(idOf(request), (user) => readPatch(json, user)));
}

function withName({ userName, ...attributes }: Partial<UserAttributes>): UserAttributes {
  if (userName === undefined) throw new HttpError(400, 'invalidValue', 'userName is needed');
  return { userName, ...attributes };
}

async function deleteUser(request: ScimRequest, users: UserDirectory): Promise<Answer> {
  await users.remove(idOf(request));
  return { statusCode: 204 };
}

function notImplemented(): never {
  throw new HttpError(501, 'not-implemented', 'This part of SCIM is not there');
}

function userAnswer({ baseUrl, query }: ScimRequest, user: ScimUser): Answer {
  return scimAnswer(200, projected(userResource(user, baseUrl), query));
}

/** Ids are ours: what cannot be one is not looked up. */
function idOf({ id = '' }: ScimRequest): string {
  if (!/^[\da-f-]{36}$/.test(id)) throw notFound();
  return id;
}

function oneOf(described: readonly Description[], { id }: ScimRequest): Answer {
  const found = described.find((one) => one.id === id);
  if (!found) throw notFound();
  return scimAnswer(200, found);
}
