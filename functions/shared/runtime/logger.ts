import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The one logger: JSON lines, named after the function by POWERTOOLS_SERVICE_NAME. Never hand it events, headers,
 * bodies or secrets; identifiers of cases, desktops and EIPs are what a line needs.
 */
export const logger = new Logger();
