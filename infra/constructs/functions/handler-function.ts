import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ApplicationLogLevel, Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { OffboardingConfig } from '../../config.ts';
import { copyConfiguration } from './copy-configuration.ts';
import { environmentProblems } from './environment-problems.ts';

const root = new URL('../../../', import.meta.url);
const inRoot = (path: string) => fileURLToPath(new URL(path, root));

/** CommonJS dependencies call `require`, which an ES module lacks. The alias keeps clear of a dependency's own import. */
const REQUIRE_BANNER =
  "import { createRequire as bannerCreateRequire } from 'node:module';const require = bannerCreateRequire(import.meta.url);";

/** Node's HTTP client as these files ask for it, which say why; the paths are read from the project's root. */
const NODE_MODULES = Object.fromEntries(
  ['http', 'https'].flatMap((name) =>
    [name, `node:${name}`].map((asked) => [`--alias:${asked}`, `./functions/shared/runtime/node-${name}.cjs`]),
  ),
);

/** What every function is given by the stack. */
export type CommonFunctionProps = { config: Pick<OffboardingConfig, 'logLevel' | 'logRetentionDays'> };

export type HandlerFunctionProps = CommonFunctionProps & {
  /** The folder in functions/ whose handler.ts exports `handler`; also the service name in the logs. */
  name: string;
  description: string;
  timeout: Duration;
  /** MiB; processor time grows with it. @default 512 */
  memorySize?: number;
  /** Names of resources. */
  environment: Record<string, string>;
  /** What `readConfiguration` gives the function. It is in the bundle, so that it is known at synth. @default none */
  configuration?: object;
};

/** One of the functions with a role and a log group of its own. Its subclasses say what it may do. */
export class HandlerFunction extends Construct implements IGrantable {
  readonly function: NodejsFunction;
  readonly logGroup: LogGroup;
  /** What `readConfiguration` gives it. */
  readonly configuration: object | undefined;
  readonly grantPrincipal: Role;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const { config, name, description, timeout, memorySize = 512, environment, configuration } = props;
    this.configuration = configuration;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Given explicitly, the role goes without AWSLambdaBasicExecutionRole, which may write to every log group.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    this.grantPrincipal = role;
    this.function = new NodejsFunction(this, 'Function', {
      description,
      entry: inRoot(`functions/${name}/handler.ts`),
      depsLockFilePath: inRoot('package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout,
      memorySize,
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel[config.logLevel],
      awsSdkConnectionReuse: false,
      environment: {
        ...environment,
        LOG_LEVEL: config.logLevel,
        POWERTOOLS_SERVICE_NAME: name,
        NODE_OPTIONS: '--enable-source-maps',
      },
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        // The AWS SDK's CommonJS build, which comes first otherwise, cannot be tree-shaken: 150 KB a function and more.
        mainFields: ['module', 'main'],
        esbuildArgs: NODE_MODULES,
        banner: REQUIRE_BANNER,
        minify: true,
        sourceMap: true,
        // EXTERNAL writes the map but no reference to it, so that Node finds nothing.
        sourceMapMode: SourceMapMode.DEFAULT,
        sourcesContent: false,
        bundleAwsSDK: true,
        ...(configuration && { commandHooks: copyConfiguration(configuration) }),
        logLevel: LogLevel.WARNING,
      },
    });
    this.node.addValidation({ validate: () => environmentProblems(name, this.function) });
  }
}
