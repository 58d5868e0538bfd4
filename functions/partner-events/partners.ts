import { oktaEventTypes, oktaOptions, readOktaLogEvent } from '../shared/intake/okta-log-event.ts';
import { noOptions } from '../shared/intake/source.ts';
import { auth0EventTypes, readAuth0LogEvent } from './auth0-log-event.ts';
import type { Partner } from './partner.ts';

const okta: Partner<typeof oktaOptions> = {
  name: 'okta',
  sourcePrefix: 'aws.partner/okta.com/',
  // Assumption: what Okta writes into detail-type differs between public sources, so that nothing looks at it.
  detailPattern: { eventType: oktaEventTypes },
  options: oktaOptions,
  read: (detail, options) => readOktaLogEvent(detail, options, 'detail'),
};

const auth0: Partner = {
  name: 'auth0',
  sourcePrefix: 'aws.partner/auth0.com/',
  detailPattern: { data: { type: auth0EventTypes } },
  options: noOptions,
  read: (detail) => readAuth0LogEvent(detail, 'detail'),
};

/** Every partner that is understood. Adding one is adding a reader and an entry here. */
export const partners = [okta, auth0] as readonly unknown[] as readonly Partner[];
