import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { environment as activateGrantEnvironment } from '../lambdas/activate-grant/environment.ts';
import { environment as expireRequestEnvironment } from '../lambdas/expire-request/environment.ts';
import { environment as keepTaskTokenEnvironment } from '../lambdas/keep-task-token/environment.ts';
import { environment as lendCredentialsEnvironment } from '../lambdas/lend-credentials/environment.ts';
import { environment as markRevokeFailedEnvironment } from '../lambdas/mark-revoke-failed/environment.ts';
import { environment as sweeperEnvironment } from '../lambdas/sweeper/environment.ts';
import { environment as takeAwayEnvironment } from '../lambdas/take-away/environment.ts';
import { environment as verifyGoneEnvironment } from '../lambdas/verify-gone/environment.ts';
import { acknowledgeElevation } from './acknowledgements.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { Api } from './api.ts';
import type { DataStack } from './data-stack.ts';
import { ElevationAlarms, REVOKE_FAILED, SWEEPER_FOUND } from './elevation-alarms.ts';
import { elevationArn, ElevationWorkflow } from './elevation-workflow.ts';
import type { ElevationSteps } from './elevation-workflow.ts';
import { SallyportFunction } from './function.ts';
import { mayOn, mayOnKeys, mayQueryIndex, mayRecord, mayUseTables } from './permissions.ts';
import { mayEnter, mayOnBoundaries, maySeeRoles, maySpeakForGrants, reachOf } from './reach.ts';
import type { Reach } from './reach.ts';
import type { Settings } from './settings.ts';
import { keepersOf, mayAskKeepers, mayNudgeTender, TENDER } from './vault-access.ts';

export interface ElevationProps {
  readonly data: DataStack;
  readonly alarms: AlarmTopic;
  readonly settings: Pick<Settings, 'accounts' | 'adoptedRoles' | 'vault'>;
}

/** Lending, holding and taking away: the functions, the workflow that runs them, and the sweeper behind it. */
export class Elevation extends Construct {
  /** What `run-workflow` starts: this deployment's version, so that a running elevation keeps the one it began with. */
  readonly versionArn: string;
  private readonly data: DataStack;
  private readonly reach: Reach;
  private readonly vault: Settings['vault'];
  private readonly lender: IFunction;
  readonly stateMachineArn: string;

  constructor(scope: Construct, id: string, { data, alarms, settings }: ElevationProps) {
    super(scope, id);
    this.data = data;
    this.reach = reachOf(settings);
    this.vault = settings.vault;
    this.stateMachineArn = elevationArn(this);
    const takeAway = this.takeAway();
    this.lender = this.lendCredentials(takeAway);
    const steps = {
      KeepTaskToken: this.keepTaskToken(),
      ExpireRequest: this.expireRequest(),
      ActivateGrant: this.activateGrant(),
      TakeAway: takeAway,
      VerifyGone: this.verifyGone(),
      MarkRevokeFailed: this.markRevokeFailed(),
    };
    const { machine, versionArn } = new ElevationWorkflow(this, 'Workflow', steps);
    this.versionArn = versionArn;
    new ElevationAlarms(this, 'Alarms', { alarms, machine, sweeper: this.sweeper(steps) });
    acknowledgeElevation(this, this.reach);
  }

  addRoutes(api: Api): void {
    api.addOperations('lend-credentials', this.lender);
  }

  /** For `run-workflow`: AWS names the machine itself as the resource, whichever version is started. */
  mayStart(): PolicyStatement {
    return new PolicyStatement({
      sid: 'StartElevation',
      actions: ['states:StartExecution'],
      resources: [this.stateMachineArn, `${this.stateMachineArn}:*`],
    });
  }

  /** For whoever completes a wait of the workflow. */
  mayComplete(): PolicyStatement {
    return new PolicyStatement({
      sid: 'CompleteTasks',
      actions: ['states:SendTaskSuccess'],
      resources: [this.stateMachineArn],
    });
  }

  private get tables() {
    return { ACCESS_TABLE: this.data.access.tableName, AUDIT_TABLE: this.data.audit.tableName };
  }

  /** Who is asked to try, make and take away what lies on servers. */
  private get keepers() {
    return { KEEPERS: JSON.stringify(keepersOf(this, this.vault)) };
  }

  private get mayPutEntries(): PolicyStatement {
    return mayOn('PutEntries', this.data.audit, ['PutItem']);
  }

  private lendCredentials(takeAway: IFunction) {
    return new SallyportFunction(this, 'LendCredentials', {
      name: 'lend-credentials',
      description: 'Lends the target of an active grant to its holder; tries targets for administrators',
      schema: lendCredentialsEnvironment,
      environment: {
        ...this.tables,
        COUNTERS_TABLE: this.data.counters.tableName,
        OWN_ACCOUNT: Aws.ACCOUNT_ID,
        ...this.keepers,
        TAKE_AWAY_FUNCTION: takeAway.functionName,
      },
      may: [
        mayOn('PromiseCredentials', this.data.access, ['GetItem', 'PutItem', 'DeleteItem']),
        ...mayRecord(this.data),
        mayUseTables(this.data),
        maySpeakForGrants(this.reach),
        maySeeRoles(this.reach),
        mayOnBoundaries('SeeBoundaries', ['GetPolicy', 'GetPolicyVersion']),
        ...mayEnter('ReadElsewhere', this.reach.readers),
        new PolicyStatement({
          sid: 'HaveBoundariesWritten',
          actions: ['lambda:InvokeFunction'],
          resources: [takeAway.functionArn],
        }),
        mayAskKeepers(this, this.vault),
      ],
      // Looking at a target takes several calls one after the other.
      timeout: Duration.seconds(29),
    });
  }

  private keepTaskToken() {
    return new SallyportFunction(this, 'KeepTaskToken', {
      name: 'keep-task-token',
      description: 'Keeps the task token of a wait, and completes the wait if there is nothing to wait for',
      schema: keepTaskTokenEnvironment,
      environment: { ACCESS_TABLE: this.data.access.tableName },
      may: [
        mayOn('ReadState', this.data.access, ['GetItem']),
        mayOnKeys('KeepTokens', this.data.access, ['PutItem'], 'task#'),
        mayUseTables(this.data),
        this.mayComplete(),
      ],
    });
  }

  private expireRequest() {
    return new SallyportFunction(this, 'ExpireRequest', {
      name: 'expire-request',
      description: 'Stores that nobody decided on a request in time',
      schema: expireRequestEnvironment,
      environment: this.tables,
      may: [
        mayOn('ExpireRequests', this.data.access, ['GetItem', 'PutItem', 'DeleteItem']),
        this.mayPutEntries,
        mayUseTables(this.data),
      ],
    });
  }

  private activateGrant() {
    return new SallyportFunction(this, 'ActivateGrant', {
      name: 'activate-grant',
      description: 'Turns an approved request into a grant: intent, check, confirmation',
      schema: activateGrantEnvironment,
      environment: {
        ...this.tables,
        ...this.keepers,
        DIRECTORY_TABLE: this.data.directory.tableName,
        VAULT_TABLE: this.data.vault.tableName,
        OWN_ACCOUNT: Aws.ACCOUNT_ID,
      },
      may: [
        mayOn('ActivateGrants', this.data.access, ['GetItem', 'Query', 'PutItem', 'DeleteItem']),
        mayOn('ReadStanding', this.data.directory, ['GetItem', 'BatchGetItem', 'Query']),
        mayOn('ReadHealth', this.data.vault, ['GetItem']),
        mayAskKeepers(this, this.vault),
        this.mayPutEntries,
        mayUseTables(this.data),
        maySpeakForGrants(this.reach),
        maySeeRoles(this.reach),
        ...mayEnter('ReadElsewhere', this.reach.readers),
      ],
      timeout: Duration.seconds(30),
      memorySize: 1024,
    });
  }

  /** One at a time: of two writers of one boundary, one that dies half-way could undo the other's deny. */
  private takeAway() {
    return new SallyportFunction(this, 'TakeAway', {
      name: 'take-away',
      description: 'Denies an ended grant on its target. The only function that may write a boundary',
      schema: takeAwayEnvironment,
      environment: { ...this.tables, OWN_ACCOUNT: Aws.ACCOUNT_ID },
      may: [
        mayOn('EndGrants', this.data.access, ['GetItem', 'Query', 'PutItem', 'DeleteItem']),
        this.mayPutEntries,
        mayUseTables(this.data),
        mayOnBoundaries('WriteBoundaries', ['ListPolicyVersions', 'CreatePolicyVersion', 'DeletePolicyVersion']),
        ...mayEnter('WriteElsewhere', this.reach.writers),
      ],
      timeout: Duration.seconds(30),
      reservedConcurrentExecutions: 1,
    });
  }

  private verifyGone() {
    return new SallyportFunction(this, 'VerifyGone', {
      name: 'verify-gone',
      description: 'Takes back what a grant gave, and stores that it has ended once nothing of it is let in',
      schema: verifyGoneEnvironment,
      environment: {
        ...this.tables,
        ...this.keepers,
        VAULT_TABLE: this.data.vault.tableName,
        TEND_VAULT_FUNCTION: TENDER,
      },
      may: [
        mayOn('EndGrants', this.data.access, ['GetItem', 'PutItem', 'DeleteItem']),
        mayOn('EndLeases', this.data.vault, ['GetItem', 'PutItem']),
        mayAskKeepers(this, this.vault),
        mayNudgeTender(this),
        this.mayPutEntries,
        mayUseTables(this.data),
        maySpeakForGrants(this.reach),
      ],
      // A database may be slow to end sessions and to hand over what an account made.
      timeout: Duration.seconds(55),
    });
  }

  private markRevokeFailed() {
    return new SallyportFunction(this, 'MarkRevokeFailed', {
      name: 'mark-revoke-failed',
      description: 'Stores that a grant would not end, and raises the alarm',
      schema: markRevokeFailedEnvironment,
      environment: { ...this.tables, ...REVOKE_FAILED },
      may: [
        mayOn('MarkGrants', this.data.access, ['GetItem', 'PutItem', 'DeleteItem']),
        this.mayPutEntries,
        mayUseTables(this.data),
      ],
    });
  }

  /** Calls the workflow's own functions, and may do nothing else. */
  private sweeper(steps: ElevationSteps) {
    const functionArn = (name: string) =>
      Stack.of(this).formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: `sallyport-${name}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    const called = {
      EXPIRE_REQUEST_FUNCTION: steps.ExpireRequest.functionArn,
      TAKE_AWAY_FUNCTION: steps.TakeAway.functionArn,
      VERIFY_GONE_FUNCTION: steps.VerifyGone.functionArn,
      MARK_REVOKE_FAILED_FUNCTION: steps.MarkRevokeFailed.functionArn,
      RUN_WORKFLOW_FUNCTION: functionArn('run-workflow'),
      NOTIFY_SLACK_FUNCTION: functionArn('notify-slack'),
      END_LEAVER_FUNCTION: functionArn('end-leaver'),
    };
    const sweeper = new SallyportFunction(this, 'Sweeper', {
      name: 'sweeper',
      description: 'Every minute: finishes what a workflow or a stream has left behind',
      schema: sweeperEnvironment,
      environment: {
        ACCESS_TABLE: this.data.access.tableName,
        DIRECTORY_TABLE: this.data.directory.tableName,
        ...called,
        ...SWEEPER_FOUND,
      },
      may: [
        mayOn('ReadWhatIsDue', this.data.access, ['GetItem']),
        mayQueryIndex('FindWhatIsDue', this.data.access, 'due'),
        mayOnKeys('ReadLeavers', this.data.directory, ['GetItem'], 'outbox#'),
        mayQueryIndex('FindLeavers', this.data.directory, 'due'),
        mayUseTables(this.data),
        new PolicyStatement({
          sid: 'HaveItDone',
          actions: ['lambda:InvokeFunction'],
          resources: Object.values(called),
        }),
      ],
      timeout: Duration.minutes(5),
    });
    // The next minute brings the next run: one that failed need not be repeated, and an old one is worth nothing.
    sweeper.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EveryMinute', {
      description: 'Runs the sweeper',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(sweeper, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    return sweeper;
  }
}
