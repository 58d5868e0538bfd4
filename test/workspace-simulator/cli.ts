import { Command, InvalidArgumentError } from 'commander';
import type { NewLag } from './gateway/lagging-reads.ts';
import type { LoggedRequest } from './gateway/request-log.ts';
import { startWorkspaceSimulator } from './start-workspace-simulator.ts';

/** `npm run simulator -- --help` */
const program = new Command('simulator')
  .description('A Huawei Cloud Workspace service in memory, on loopback, for development and tests.')
  .option('--port <number>', 'where to listen; 0 takes a free one', portNumber, 8788)
  .option(
    '--desktops <number>',
    'how many desktops to start with, with users, pools and EIPs to match',
    wholeNumber,
    500,
  )
  .option('--pools <number>', 'how many desktop pools of one member to start with beside them', wholeNumber, 0)
  .option('--multi-user-desktops <number>', 'how many desktops that are open to groups', wholeNumber, 0)
  .option('--detach-lag <ms>', 'how long a detach, attach or power change takes', wholeNumber, 2000)
  .option(
    '--lag <list=ms>',
    'a list that shows each change so late, such as ListDesktops=2000; may be repeated',
    oneMoreLag,
    [],
  )
  .option('--no-throttling', 'let any number of calls in; otherwise 100 writes and 200 reads an API and minute')
  .option('--project-id <id>', 'the project it plays')
  .option('--access-key <key>', 'the access key it accepts')
  .option('--secret-key <key>', 'the secret key it accepts')
  .option('--verbose', 'a line for every request', false)
  .showHelpAfterError()
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();

type Options = {
  port: number;
  desktops: number;
  pools: number;
  multiUserDesktops: number;
  detachLag: number;
  lag: NewLag[];
  throttling: boolean;
  projectId?: string;
  accessKey?: string;
  secretKey?: string;
  verbose: boolean;
};

const { detachLag, lag, throttling, verbose, pools, multiUserDesktops, ...options } = program.opts<Options>();

try {
  const simulator = await startWorkspaceSimulator({
    ...options,
    tenant: { pools, multiUserDesktops },
    detachLagMs: detachLag,
    lags: lag,
    ...(!throttling && { budget: 'off' }),
    ...(verbose && { onRequest: (request) => console.log(line(request)) }),
  });
  console.log(`Workspace simulator   ${simulator.url}`);
  console.log(`WORKSPACE_PROJECT_ID  ${simulator.projectId}`);
  console.log(`WORKSPACE_ACCESS_KEY  ${simulator.accessKey}`);
  console.log(`WORKSPACE_SECRET_KEY  ${simulator.secretKey}`);
  console.log(`${simulator.world.desktops.length} desktops; what is there: ${simulator.url}/__simulator/state`);
  process.once('SIGINT', () => void simulator.close());
  process.once('SIGTERM', () => void simulator.close());
} catch (error) {
  console.error(isPortTaken(error) ? `Port ${options.port} is taken: choose another with --port` : error);
  process.exitCode = 1;
}

function line({
  at,
  method,
  operation,
  path,
  query,
  status,
  errorCode = '',
  fault = '',
  changed,
}: LoggedRequest): string {
  const time = new Date(at).toISOString().slice(11, 23);
  const outcome = `${status ?? 'reset'} ${errorCode} ${fault && `(${fault})`}`.trim();
  return `${time} ${method.padEnd(6)} ${operation} ${path}${query && `?${query}`} → ${outcome}, ${changed.length} changes`;
}

function oneMoreLag(text: string, before: readonly NewLag[]): NewLag[] {
  const [list = '', ms = ''] = text.split('=');
  return [...before, { list, ms: wholeNumber(ms) }];
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return port;
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
