import { Duration } from 'aws-cdk-lib';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { environment as auditEnvironment } from '../lambdas/audit/environment.ts';
import { environment as watchAuditEnvironment } from '../lambdas/watch-audit/environment.ts';
import { METRIC_NAMESPACE } from '../src/kernel/metric-names.ts';
import { counted } from './alarm-topic.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { Api } from './api.ts';
import type { DataStack } from './data-stack.ts';
import { SallyportFunction } from './function.ts';
import {
  mayDecryptTables,
  mayOn,
  mayQueryIndex,
  mayReadStream,
  mayRecord,
  mayUseTables,
  streamOf,
} from './permissions.ts';

export interface AuditProps {
  readonly data: DataStack;
  readonly alarms: AlarmTopic;
}

const TAMPERING = { METRIC_NAMESPACE, METRIC_NAME: 'AuditTampering' } as const;

/** The record: read over the API, and watched, because IAM cannot forbid a put that overwrites. */
export class Audit extends Construct {
  private readonly reader: SallyportFunction<typeof auditEnvironment>;

  constructor(scope: Construct, id: string, { data, alarms }: AuditProps) {
    super(scope, id);
    this.reader = new SallyportFunction(this, 'Reader', {
      name: 'audit',
      description: 'Reads the audit record, and records that it was read',
      schema: auditEnvironment,
      environment: { AUDIT_TABLE: data.audit.tableName, COUNTERS_TABLE: data.counters.tableName },
      may: [
        ...mayRecord(data),
        mayOn('ReadEntries', data.audit, ['Query']),
        mayQueryIndex('ReadEntriesByGrant', data.audit, 'byGrant'),
        mayUseTables(data),
      ],
      timeout: Duration.seconds(29),
    });
    this.watch(data, alarms);
  }

  addRoutes(api: Api): void {
    api.addOperations('audit', this.reader);
  }

  private watch(data: DataStack, alarms: AlarmTopic): void {
    const watcher = new SallyportFunction(this, 'Watcher', {
      name: 'watch-audit',
      description: 'Raises an alarm when an audit entry is changed or removed',
      schema: watchAuditEnvironment,
      environment: TAMPERING,
      may: [...mayReadStream('WatchEntries', data.audit), mayDecryptTables(data)],
    });
    watcher.addEventSourceMapping('Entries', {
      eventSourceArn: streamOf(data.audit),
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      bisectBatchOnError: true,
    });
    alarms.raise(this, 'Tampering', {
      name: 'audit-tampering',
      says: 'An audit entry was changed or removed. Nothing in Sallyport does that: look at once.',
      metric: counted(TAMPERING.METRIC_NAME, Duration.minutes(1)),
    });
    alarms.raise(this, 'WatcherFails', {
      name: 'audit-watcher-fails',
      says: 'The function that watches the audit table fails: tampering would go unseen.',
      metric: watcher.metricErrors({ statistic: 'Sum', period: Duration.minutes(1) }),
    });
    alarms.raise(this, 'WatcherLags', {
      name: 'audit-watcher-lags',
      says: 'The function that watches the audit table is more than an hour behind; the stream keeps a day.',
      metric: watcher.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(5) }),
      above: Duration.hours(1).toMilliseconds(),
    });
  }
}
