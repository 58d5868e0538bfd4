import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { CommonFunctionProps, HandlerFunction } from './handler-function.ts';

export type HrApiProps = CommonFunctionProps & { webhook: HandlerFunction };

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

/** The public door: HR systems call /hr/{source}. */
export class HrApi extends Construct {
  /** Scheme and host, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, webhook }: HrApiProps) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', {
      description: 'Receives the webhooks of HR systems.',
      createDefaultStage: false,
    });
    api.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      // HR systems send single events; a burst beyond this is not theirs, and they repeat what gets a 429.
      throttle: { rateLimit: 50, burstLimit: 100 },
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
    // The function answers 404, 405, 413 and 415 itself, in the one error shape of this API.
    const [route] = api.addRoutes({
      path: '/hr/{source}',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('HrWebhook', webhook.function),
    });
    if (route) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Every request carries a signature over its body, which the function verifies; an authorizer sees no body.',
      });
    }
    this.url = api.apiEndpoint;
  }
}
