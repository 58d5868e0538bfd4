import { SQSClient } from '@aws-sdk/client-sqs';

/** The SQS client of this environment. */
export const sqs = new SQSClient();
