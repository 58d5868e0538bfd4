import { HttpError } from '../shared/runtime/http-error.ts';
import { nothingKept, readAttributes } from './attribute-values.ts';
import { type Description, resourceTypes, schemas, serviceProviderConfig } from './discovery.ts';
import { readPatch } from './patch-operations.ts';
import { type Answer, listAnswer, scimAnswer } from './scim-answer.ts';
import { notFound, type ScimRequest } from './scim-request.ts';
import type { ScimUser } from './scim-user.ts';
import type { UserDirectory } from './user-directory.ts';
import { userNameIn } from './user-filter.ts';
import { locationOf, userResource } from './user-resource.ts';

type Operation = (request: ScimRequest, users: UserDirectory) => Answer | Promise<Answer>;

const operations = new Map<string, Record<string, Operation>>([
  ['Users', { GET: findUsers, POST: createUser }],
  [
    'Users/{id}',
    {
      GET: async (request, users) => userAnswer(request, await users.get(idOf(request))),
      PUT: replaceUser,
      PATCH: async (request, users) =>
        userAnswer(request, await users.change(idOf(request), readPatch(request.json()))),
      DELETE: deleteUser,
    },
  ],
  // Connection tests and imports ask for groups, too, and take a refusal for wrong credentials.
  ['Groups', { GET: () => listAnswer([]) }],
  ['ServiceProviderConfig', { GET: ({ baseUrl }) => scimAnswer(200, serviceProviderConfig(baseUrl)) }],
  ['ResourceTypes', { GET: ({ baseUrl }) => listAnswer(resourceTypes(baseUrl)) }],
  ['ResourceTypes/{id}', { GET: (request) => oneOf(resourceTypes(request.baseUrl), request) }],
  ['Schemas', { GET: ({ baseUrl }) => listAnswer(schemas(baseUrl)) }],
  ['Schemas/{id}', { GET: (request) => oneOf(schemas(request.baseUrl), request) }],
]);

/** Answers what an identity provider asks, once its token has been verified. RFC 7644, as far as leavers need it. */
export async function serve(request: ScimRequest, users: UserDirectory): Promise<Answer> {
  const methods = operations.get(request.id === undefined ? request.resource : `${request.resource}/{id}`);
  if (!methods) throw notFound();
  const operation = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (!operation) {
    const allow = Object.keys(methods).join(', ');
    throw new HttpError(405, 'method-not-allowed', `Understood here: ${allow}`, { headers: { allow } });
  }
  return operation(request, users);
}

/**
 * Users by name. Without a filter it is an import that asks: nobody is listed, because identity providers are where users
 * come from, not where they go to.
 */
async function findUsers({ query, baseUrl }: ScimRequest, users: UserDirectory): Promise<Answer> {
  const filter = query.get('filter');
  const user = filter === null ? undefined : await users.find(userNameIn(filter));
  if (!user) return listAnswer([]);
  const isPastIt = query.get('count') === '0' || Number(query.get('startIndex') ?? 1) > 1;
  return listAnswer(isPastIt ? [] : [userResource(user, baseUrl)], 1);
}

async function createUser(request: ScimRequest, users: UserDirectory): Promise<Answer> {
  const { userName, ...attributes } = readAttributes(request.json());
  if (userName === undefined) throw new HttpError(400, 'invalidValue', 'userName is needed');
  const user = await users.create({ userName, ...attributes });
  const location = locationOf(user, request.baseUrl);
  return scimAnswer(201, userResource(user, request.baseUrl), { location });
}

/** The user is as it is said, without what is not said; only that nobody is said to be active or not changes nothing. */
async function replaceUser(request: ScimRequest, users: UserDirectory): Promise<Answer> {
  const said = { ...nothingKept, ...readAttributes(request.json()) };
  return userAnswer(request, await users.change(idOf(request), said));
}

async function deleteUser(request: ScimRequest, users: UserDirectory): Promise<Answer> {
  await users.remove(idOf(request));
  return { statusCode: 204 };
}

function userAnswer({ baseUrl }: ScimRequest, user: ScimUser): Answer {
  return scimAnswer(200, userResource(user, baseUrl));
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
