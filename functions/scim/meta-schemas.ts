import { attribute, type Schema } from './schema-attributes.ts';

type Special = { required?: boolean; multiValued?: boolean; subAttributes?: object[] };
type Type = Parameters<typeof attribute>[1];

/** What a description says cannot be changed by those that read it. */
function fixed(name: string, type: Type, special: Special = {}): object {
  return attribute(name, type, { mutability: 'readOnly', ...special });
}

const supported = fixed('supported', 'boolean', { required: true });
const feature = (name: string, ...more: object[]) =>
  fixed(name, 'complex', { required: true, subAttributes: [supported, ...more] });

const properties = ['name', 'type', 'description', 'mutability', 'returned', 'uniqueness'].map((name) =>
  fixed(name, 'string'),
);
const flags = ['multiValued', 'required', 'caseExact'].map((name) => fixed(name, 'boolean'));
const lists = ['canonicalValues', 'referenceTypes'].map((name) => fixed(name, 'string', { multiValued: true }));
const described = [...properties, ...flags, ...lists];

/** The schemas of what the server says of itself: RFC 7643, 8.7.2. */
export const metaSchemas: Schema[] = [
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
    name: 'Service Provider Configuration',
    description: 'What of SCIM is supported here',
    attributes: [
      fixed('documentationUri', 'reference'),
      feature('patch'),
      feature('bulk', fixed('maxOperations', 'integer'), fixed('maxPayloadSize', 'integer')),
      feature('filter', fixed('maxResults', 'integer')),
      feature('changePassword'),
      feature('sort'),
      feature('etag'),
      fixed('authenticationSchemes', 'complex', {
        multiValued: true,
        required: true,
        subAttributes: [
          ...['type', 'name', 'description'].map((name) => fixed(name, 'string', { required: true })),
          ...['specUri', 'documentationUri'].map((name) => fixed(name, 'reference')),
          fixed('primary', 'boolean'),
        ],
      }),
    ],
  },
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
    name: 'ResourceType',
    description: 'What kind of resource there is, and where',
    attributes: [
      fixed('id', 'string'),
      fixed('name', 'string', { required: true }),
      fixed('description', 'string'),
      fixed('endpoint', 'reference', { required: true }),
      fixed('schema', 'reference', { required: true }),
      fixed('schemaExtensions', 'complex', {
        multiValued: true,
        subAttributes: [
          fixed('schema', 'reference', { required: true }),
          fixed('required', 'boolean', { required: true }),
        ],
      }),
    ],
  },
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
    name: 'Schema',
    description: 'Which attributes a resource has',
    attributes: [
      fixed('id', 'string', { required: true }),
      fixed('name', 'string'),
      fixed('description', 'string'),
      fixed('attributes', 'complex', {
        multiValued: true,
        required: true,
        subAttributes: [
          ...described,
          fixed('subAttributes', 'complex', { multiValued: true, subAttributes: described }),
        ],
      }),
    ],
  },
];
