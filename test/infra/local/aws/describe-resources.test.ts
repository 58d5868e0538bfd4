import { expect, test } from 'vitest';
import { describeResources } from '../../../../infra/local/aws/describe-resources.ts';
import type { Stack } from '../../../../infra/local/aws/read-assembly.ts';

type Template = Stack['template'];

const site = { aws: 'http://127.0.0.1:1', api: 'http://127.0.0.1:2' };

function describeTemplates(templates: Record<string, Partial<Template>>, parameters: Record<string, string> = {}) {
  const stacks = Object.entries(templates).map(([name, template]) => ({
    name,
    template: { Resources: {}, ...template },
  }));
  return describeResources(stacks, site, parameters);
}

const describeOne = (resource: Template['Resources'][string]) =>
  describeTemplates({ App: { Resources: { Thing0F1E2D3C: resource } } });

test('a resource type that is not known is refused by name, all of them at once', () => {
  const Resources = { Stream: { Type: 'AWS::Kinesis::Stream' }, Cluster: { Type: 'AWS::ECS::Cluster' } };
  expect(() => describeTemplates({ App: { Resources } })).toThrow(
    'does not know what to do with App/Stream (AWS::Kinesis::Stream), App/Cluster (AWS::ECS::Cluster)',
  );
});

test('resource types without effect here are left out', () => {
  const Resources = { Role: { Type: 'AWS::IAM::Role', Properties: { Anything: { 'Fn::Cidr': [] } } } };
  expect(() => describeTemplates({ App: { Resources } })).not.toThrow();
});

test('a property that is not understood is refused by name', () => {
  const Properties = { EventSourceArn: 'arn:aws:sqs:q', FunctionName: 'f', FilterCriteria: {} };
  expect(() => describeOne({ Type: 'AWS::Lambda::EventSourceMapping', Properties })).toThrow(
    /App\/Thing0F1E2D3C \(AWS::Lambda::EventSourceMapping\).*FilterCriteria/s,
  );
});

test('a value that is not understood is refused with the property it is in', () => {
  const Properties = { StageName: 'production' };
  expect(() => describeOne({ Type: 'AWS::ApiGatewayV2::Stage', Properties })).toThrow(/Thing0F1E2D3C.*StageName/s);
});

test('an attribute that is not known is refused by name', () => {
  const Resources = {
    Key: { Type: 'AWS::IAM::Policy' },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::GetAtt': ['Key', 'Secret'] } } },
  };
  expect(() => describeTemplates({ App: { Resources } })).toThrow('attribute Secret of Key is not understood');
});

test('a queue is referred to by a local URL, because SDK clients call the host in it', () => {
  const [queue] = describeOne({ Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: '30' } }).ofType(
    'AWS::SQS::Queue',
  );
  expect(queue).toMatchObject({
    ref: 'http://127.0.0.1:1/000000000000/App-Thing0F1E2D3C',
    arn: 'arn:aws:sqs:us-east-1:000000000000:App-Thing0F1E2D3C',
    properties: { VisibilityTimeout: 30 },
  });
});

test('a bucket has a name that S3 takes, a topic its ARN', () => {
  const bucket = describeOne({
    Type: 'AWS::S3::Bucket',
    Properties: { VersioningConfiguration: { Status: 'Enabled' } },
  });
  const [{ ref, arn } = { ref: '', arn: '' }] = bucket.ofType('AWS::S3::Bucket');
  expect([ref, arn]).toEqual(['app-thing0f1e2d3c', 'arn:aws:s3:::app-thing0f1e2d3c']);
  const [topic] = describeOne({ Type: 'AWS::SNS::Topic' }).ofType('AWS::SNS::Topic');
  expect(topic).toMatchObject({
    name: 'App-Thing0F1E2D3C',
    ref: 'arn:aws:sns:us-east-1:000000000000:App-Thing0F1E2D3C',
  });
});

test('generated names fit in 64 characters and keep what tells logical ids apart', () => {
  const id = `${'Very'.repeat(30)}0F1E2D3C`;
  const Resources = { [id]: { Type: 'AWS::SQS::Queue' } };
  const [queue] = describeTemplates({ 'My-App': { Resources } }).ofType('AWS::SQS::Queue');
  expect(queue?.name).toMatch(/^MyApp-Very.*0F1E2D3C$/);
  expect(queue?.name).toHaveLength(64);
});

test('a resource whose condition does not hold is not there', () => {
  const template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Condition: 'Never' } },
    Outputs: { Gone: { Value: 'x', Condition: 'Never' }, Kept: { Value: 'y' } },
  };
  const resources = describeTemplates({ App: template });
  expect(resources.ofType('AWS::SQS::Queue')).toEqual([]);
  expect(resources.outputs).toEqual({ Kept: 'y' });
});

test('a stack takes values from another, whichever comes first', () => {
  const templates = {
    App: { Outputs: { Name: { Value: { 'Fn::ImportValue': 'Data:ExportsOutputRefQueue' } } } },
    Data: {
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'exits' } } },
      Outputs: { ExportsOutputRefQueue: { Value: { Ref: 'Queue' }, Export: { Name: 'Data:ExportsOutputRefQueue' } } },
    },
  };
  expect(describeTemplates(templates).outputs).toEqual({ Name: 'http://127.0.0.1:1/000000000000/exits' });
  expect(() => describeTemplates({ App: templates.App })).toThrow('no stack exports Data:ExportsOutputRefQueue');
});
