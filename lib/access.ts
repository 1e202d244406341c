import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { EventSourceMappingOptions } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { environment as accessEnvironment } from '../lambdas/access/environment.ts';
import { environment as endLeaverEnvironment } from '../lambdas/end-leaver/environment.ts';
import { environment as runWorkflowEnvironment } from '../lambdas/run-workflow/environment.ts';
import { acknowledgeVersions } from './acknowledgements.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { Api } from './api.ts';
import type { DataStack, DataTable } from './data-stack.ts';
import type { Elevation } from './elevation.ts';
import { SallyportFunction } from './function.ts';
import { mayOn, mayOnKeys, mayQueryIndex, mayReadStream, mayRecord, mayUseTables, streamOf } from './permissions.ts';
import type { Settings } from './settings.ts';

export interface AccessProps {
  readonly data: DataStack;
  readonly settings: Settings;
  readonly alarms: AlarmTopic;
  readonly elevation: Pick<Elevation, 'versionArn' | 'mayStart' | 'mayComplete'>;
}

/** Asking, deciding and ending, and what follows from it by the tables' streams. None of it can touch a target. */
export class Access extends Construct {
  private readonly data: DataStack;
  private readonly requests: SallyportFunction<typeof accessEnvironment>;

  constructor(scope: Construct, id: string, { data, settings, alarms, elevation }: AccessProps) {
    super(scope, id);
    this.data = data;
    this.requests = this.requestsAndGrants(settings);
    this.runWorkflow(elevation);
    acknowledgeVersions(this.node.findChild('RunWorkflowRole'));
    this.endLeaver(alarms);
  }

  addRoutes(api: Api): void {
    api.addOperations('access', this.requests);
  }

  private requestsAndGrants(settings: Settings) {
    const { data } = this;
    return new SallyportFunction(this, 'Requests', {
      name: 'access',
      description: 'Targets, requests, decisions and grants: tables only, it can do nothing to a target',
      schema: accessEnvironment,
      environment: {
        ACCESS_TABLE: data.access.tableName,
        AUDIT_TABLE: data.audit.tableName,
        COUNTERS_TABLE: data.counters.tableName,
        DIRECTORY_TABLE: data.directory.tableName,
        MINIMUM_GRANT_SECONDS: String(settings.minimumGrantSeconds),
        REQUEST_EXPIRY_SECONDS: String(settings.requestExpirySeconds),
      },
      may: [
        mayOn('KeepAccess', data.access, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem']),
        mayOn('ReadDirectory', data.directory, ['BatchGetItem', 'Query']),
        mayQueryIndex('ReadEntriesByGrant', data.audit, 'byGrant'),
        ...mayRecord(data),
        mayUseTables(data),
      ],
    });
  }

  private runWorkflow(elevation: AccessProps['elevation']): void {
    const { data } = this;
    new SallyportFunction(this, 'RunWorkflow', {
      name: 'run-workflow',
      description: 'Carries events of the Access table to the workflow: starts it, completes its waits',
      schema: runWorkflowEnvironment,
      environment: { ACCESS_TABLE: data.access.tableName, STATE_MACHINE_ARN: elevation.versionArn },
      may: [
        ...mayReadStream('FollowOutbox', data.access),
        mayOn('ReadState', data.access, ['GetItem']),
        mayOnKeys('TakeEvents', data.access, ['DeleteItem'], 'outbox#'),
        mayUseTables(data),
        elevation.mayStart(),
        elevation.mayComplete(),
      ],
      timeout: Duration.seconds(30),
    }).addEventSourceMapping('Outbox', outboxOf(data.access, ['start-workflow', 'complete-task']));
  }

  private endLeaver(alarms: AlarmTopic): void {
    const { data } = this;
    const leaver = new SallyportFunction(this, 'EndLeaver', {
      name: 'end-leaver',
      description: 'Takes from people who have left, or lost a target, what they asked for and hold',
      schema: endLeaverEnvironment,
      environment: {
        ACCESS_TABLE: data.access.tableName,
        AUDIT_TABLE: data.audit.tableName,
        DIRECTORY_TABLE: data.directory.tableName,
      },
      may: [
        ...mayReadStream('FollowDirectory', data.directory),
        mayOn('ReadLeavers', data.directory, ['GetItem', 'BatchGetItem', 'Query']),
        mayOnKeys('TakeEvents', data.directory, ['DeleteItem'], 'outbox#'),
        mayOn('EndWhatTheyHold', data.access, ['GetItem', 'Query', 'PutItem', 'DeleteItem']),
        mayOn('PutEntries', data.audit, ['PutItem']),
        mayUseTables(data),
      ],
      timeout: Duration.seconds(60),
    });
    leaver.addEventSourceMapping('Directory', outboxOf(data.directory));
    alarms.raise(this, 'LeaverNotEnded', {
      name: 'leaver-not-ended',
      says: 'Somebody has left or lost a target, and what they hold could not be ended. It is tried again every minute.',
      metric: leaver.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
    });
  }
}

/** New outbox items of a table. What fails comes again, in halves, for as long as the stream keeps it. */
const outboxOf = (table: DataTable, kinds?: string[]): EventSourceMappingOptions => ({
  eventSourceArn: streamOf(table),
  startingPosition: StartingPosition.TRIM_HORIZON,
  batchSize: 10,
  bisectBatchOnError: true,
  filters: [
    FilterCriteria.filter({
      eventName: ['INSERT'],
      dynamodb: { NewImage: { sk: { S: ['outbox'] }, ...(kinds && { kind: { S: kinds } }) } },
    }),
  ],
});
