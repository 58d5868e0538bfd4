import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { CommonFunctionProps, HandlerFunction } from '../functions/handler-function.ts';

export type HrApiProps = CommonFunctionProps & {
  webhook: HandlerFunction;
  /** @default no path for SCIM */
  scim?: HandlerFunction | undefined;
};

/** What is logged of a request. Bodies, headers and query strings may hold secrets or personal data and are not. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
};

/** The public door: HR systems call /hr/{source}, identity providers /scim/v2. */
export class HrApi extends Construct {
  readonly api: HttpApi;
  /** Scheme and host, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, webhook, scim }: HrApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: 'Receives the webhooks of HR systems.',
      createDefaultStage: false,
    });
    this.api.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      // What an account has by default, so that this is never what refuses: several HR systems do not send again what gets a
      // 429. Beyond the account's concurrency Lambda takes no more, which is answered 5xx, and that is sent again.
      throttle: { rateLimit: 10_000, burstLimit: 5_000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', {
            retention: config.logRetentionDays,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    addRoutes(this.api, ['/hr/{source}'], 'HrWebhook', webhook);
    // Some clients put the path that they add behind the query of the base URL.
    if (scim) addRoutes(this.api, ['/scim/v2/{proxy+}', '/scim/v2'], 'Scim', scim);
    this.url = this.api.apiEndpoint;
  }
}

/** Any method: the functions answer 404, 405, 413 and 415 themselves, in the error shape that their callers know. */
function addRoutes(api: HttpApi, paths: readonly string[], name: string, target: HandlerFunction): void {
  const integration = new HttpLambdaIntegration(name, target.function);
  const routes = paths.flatMap((path) => api.addRoutes({ path, methods: [HttpMethod.ANY], integration }));
  for (const route of routes) {
    Validations.of(route).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'The function verifies every request: a signature over the body, which no authorizer sees, or a token that is rotated in Secrets Manager.',
    });
  }
}
