import * as z from 'zod';
import type { Call } from '../gateway/operation.ts';
import { badRequest, type Refusal, serviceRefusal } from '../gateway/refusal.ts';
import type { Desktop, User } from '../world/entities.ts';
import type { World } from '../world/world.ts';

export const id = z.string().min(1).max(255);

/** One to a hundred ids. An empty or absent list is refused as an empty body is. */
export const desktopIds = z.array(id).min(1).max(100);

/** A boolean, or the string the documents' example has in its place. */
export const loose = z.union([z.boolean(), z.enum(['true', 'false'])]);

/** The body in the shape an operation asks for, or a 400 that says where it is not. */
export function parse<T>(call: Call, schema: z.ZodType<T>): T {
  if (call.body === undefined) throw badRequest('The request body is empty.');
  const parsed = schema.safeParse(call.body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw badRequest('The request body is not as it must be.', problems.join('; ').slice(0, 1000));
}

export function truth(call: Call, value: z.infer<typeof loose> | undefined, name: string): boolean | undefined {
  if (typeof value !== 'string') return value;
  if (call.world.assumptions.booleansAsStrings === 'refuse') throw badRequest(`${name} must be a boolean.`);
  call.warn(`${name} is a string, not a boolean`);
  return value === 'true';
}

/** A desktop that a call is about alone. */
export function desktopOr404(world: World, desktopId: string): Desktop {
  const desktop = world.desktops.get(desktopId);
  if (!desktop) throw serviceRefusal(404, 'WKS.0202', `The desktop ${desktopId} is not found.`);
  return desktop;
}

/** Missing users are a 400 here, not a 404. */
export const missingUser = (asked: string): Refusal =>
  serviceRefusal(400, 'WKS.00170312', `The user ${asked} does not exist or has been deleted.`);

export function userOr400(user: User | undefined, asked: string): User {
  if (!user) throw missingUser(asked);
  return user;
}

export const missingGroup = (asked: string): Refusal =>
  serviceRefusal(400, 'WKS.00170208', `The user group ${asked} does not exist.`);
