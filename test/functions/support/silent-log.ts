import { Logger } from '@aws-lambda-powertools/logger';

/** A logger that says nothing. */
export const silentLog = new Logger({ logLevel: 'SILENT' });
