import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import cdkJson from '../cdk.json' with { type: 'json' };
import { ConfigError, type OffboardingConfig, parseConfig } from './config.ts';
import { OffboardingDataStack } from './stacks/offboarding-data-stack.ts';
import { OffboardingStack } from './stacks/offboarding-stack.ts';

// The CDK CLI passes the context of cdk.json on; a run without the CLI gets the same here. CDK_CONTEXT_JSON and -c win.
const app = new App({ context: cdkJson.context });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { writeSuppressionsToCloudFormation: true }));

const config = readConfig();
const data = new OffboardingDataStack(app, 'OffboardingData', { config });
const { ledger, evidence, workspaceSecret, hrSecrets, scimSecret } = data;
const parts = { config, ledger, evidence, workspaceSecret, hrSecrets, scimSecret };
new OffboardingStack(app, 'Offboarding', parts).addStackDependency(data);

/** A person who mistyped an option wants the list of problems, not a stack trace. */
function readConfig(): OffboardingConfig {
  try {
    return parseConfig(app.node.tryGetContext('offboarding'));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(error.message);
    return process.exit(1);
  }
}
