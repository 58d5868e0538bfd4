/** The environment of a webhook with these doors open. */
export function environmentOf(sources: readonly string[], aws: string): Record<string, string> {
  return {
    ...awsEnvironment(aws),
    EXITS_QUEUE_URL: queueUrl(aws),
    OUTCOMES_QUEUE_URL: queueUrl(aws),
    REJECTED_NOTICES_QUEUE_URL: queueUrl(aws),
    HR_SOURCES: JSON.stringify(
      Object.fromEntries(sources.map((source) => [source, { secretId: source, options: {} }])),
    ),
    POWERTOOLS_SERVICE_NAME: 'hr-webhook',
    LOG_LEVEL: 'INFO',
  };
}

export function awsEnvironment(aws: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: aws,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

export function queueUrl(aws: string): string {
  return `${aws}/000000000000/exits`;
}
