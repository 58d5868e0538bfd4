/** Something that the server says of itself. */
export type Description = Record<string, unknown> & { id?: string };

export type Schema = { id: string; name: string; description: string; attributes: object[] };

export function attribute(
  name: string,
  type: 'string' | 'boolean' | 'complex' | 'integer' | 'reference',
  special: object = {},
): object {
  return {
    name,
    type,
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...special,
  };
}

export function describedSchema(schema: Schema, baseUrl: string): Description {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    ...schema,
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  };
}
