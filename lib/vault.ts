import { Aws, Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { environment as valuesEnvironment } from '../lambdas/credential-values/environment.ts';
import { environment as keepEnvironment } from '../lambdas/keep-credentials/environment.ts';
import { environment as tendEnvironment } from '../lambdas/tend-vault/environment.ts';
import { environment as vaultEnvironment } from '../lambdas/vault/environment.ts';
import { acknowledgeVaultSecrets } from './acknowledgements.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { Api } from './api.ts';
import type { DataStack } from './data-stack.ts';
import { SallyportFunction } from './function.ts';
import type { Place } from './function.ts';
import { mayOn, mayQueryIndex, mayRecord, mayUseTables } from './permissions.ts';
import type { Settings } from './settings.ts';
import { keepersOf, mayAskKeepers, mayKeepAccessKeys, mayOnSecrets, mayUseSecrets } from './vault-access.ts';
import { VaultAlarms } from './vault-alarms.ts';

export interface VaultProps {
  readonly data: DataStack;
  readonly settings: Settings;
  readonly alarms: AlarmTopic;
}

/**
 * Vaulted credentials. Four levels of trust: who keeps the state and never sees a value (`vault`, `tend-vault`), who
 * hands values to people and takes them from people (`credential-values`), and who uses them against their targets
 * (`keep-credentials`, one in each network).
 */
export class Vault extends Construct {
  private readonly data: DataStack;
  private readonly settings: Settings;
  private readonly state: IFunction;
  private readonly values: IFunction;

  constructor(scope: Construct, id: string, { data, settings, alarms }: VaultProps) {
    super(scope, id);
    this.data = data;
    this.settings = settings;
    this.keeper('Keeper');
    for (const [network, place] of Object.entries(settings.vault.networks))
      this.keeper(`Keeper-${network}`, { network, ...place });
    this.state = this.stateOfCredentials();
    this.values = this.valuesOfCredentials();
    new VaultAlarms(this, 'Alarms', { alarms, tender: this.tender() });
    acknowledgeVaultSecrets(this);
  }

  addRoutes(api: Api): void {
    api.addOperations('vault', this.state);
    api.addOperations('credential-values', this.values);
  }

  private get tables() {
    const { access, audit, vault } = this.data;
    return { ACCESS_TABLE: access.tableName, AUDIT_TABLE: audit.tableName, VAULT_TABLE: vault.tableName };
  }

  private get keepers() {
    return JSON.stringify(keepersOf(this, this.settings.vault));
  }

  /** State, entry and the look at the target or grant that they hang on. */
  private get mayKeepState() {
    const { vault } = this.data;
    return mayOn('KeepState', vault, ['GetItem', 'PutItem']);
  }

  /** The rotation function of Secrets Manager, and the only one that uses a value against its target. */
  private keeper(id: string, place?: Place): void {
    const { data, settings } = this;
    const keeper = new SallyportFunction(this, id, {
      name: 'keep-credentials',
      description: 'Rotates vaulted credentials for Secrets Manager, tries them, and makes accounts for grants',
      schema: keepEnvironment,
      environment: { ...this.tables, NETWORK: place?.network ?? '' },
      may: [
        this.mayKeepState,
        mayOn('ReadTargets', data.access, ['GetItem']),
        mayOn('PutEntries', data.audit, ['PutItem']),
        mayUseTables(data),
        mayOnSecrets('KeepValues', settings.vault, [
          'DescribeSecret',
          'GetSecretValue',
          'PutSecretValue',
          'UpdateSecretVersionStage',
        ]),
        mayUseSecrets(data, settings.vault, ['Decrypt', 'GenerateDataKey']),
        // Keys of IAM are made over the internet; a function in a private network has no business with them.
        ...(place === undefined ? mayKeepAccessKeys(settings.vault) : []),
      ],
      timeout: Duration.seconds(60),
      memorySize: 512,
      ...(place !== undefined && { place }),
    });
    keeper.addPermission('Rotation', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      // Nobody else's secret may have it called.
      sourceAccount: Aws.ACCOUNT_ID,
    });
  }

  private stateOfCredentials() {
    const { data, settings } = this;
    return new SallyportFunction(this, 'State', {
      name: 'vault',
      description: 'Who holds vaulted credentials, who waits, what is rotated and when. It cannot read a value',
      schema: vaultEnvironment,
      environment: {
        ...this.tables,
        COUNTERS_TABLE: data.counters.tableName,
        DIRECTORY_TABLE: data.directory.tableName,
        KEEPERS: this.keepers,
      },
      may: [
        mayOn('KeepState', data.vault, ['GetItem', 'BatchGetItem', 'PutItem']),
        mayOn('ReadTargetsAndGrants', data.access, ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem']),
        mayOn('ReadNames', data.directory, ['BatchGetItem', 'Query']),
        ...mayRecord(data),
        mayUseTables(data),
        mayOnSecrets('HaveRotated', settings.vault, ['DescribeSecret', 'RotateSecret']),
        mayAskKeepers(this, settings.vault),
      ],
      // A reconciliation tries several logins one after the other.
      timeout: Duration.seconds(29),
    });
  }

  private valuesOfCredentials() {
    const { data, settings } = this;
    return new SallyportFunction(this, 'Values', {
      name: 'credential-values',
      description: 'Shows a value to whoever holds it, once, and takes values from administrators',
      schema: valuesEnvironment,
      environment: {
        ...this.tables,
        COUNTERS_TABLE: data.counters.tableName,
        VAULT_KEY: data.dataKey.keyArn,
        KEEPERS: this.keepers,
      },
      may: [
        this.mayKeepState,
        mayOn('ReadTargetsAndGrants', data.access, ['GetItem', 'ConditionCheckItem']),
        ...mayRecord(data),
        mayUseTables(data),
        mayOnSecrets('StoreAndShow', settings.vault, [
          'CreateSecret',
          'DescribeSecret',
          'GetSecretValue',
          'PutSecretValue',
          'RotateSecret',
          'TagResource',
          'UpdateSecretVersionStage',
        ]),
        mayUseSecrets(data, settings.vault, ['Decrypt', 'GenerateDataKey']),
        mayAskKeepers(this, settings.vault),
      ],
      timeout: Duration.seconds(29),
    });
  }

  /** Every minute, and when somebody gives something back: what is due of the vault. */
  private tender() {
    const { data, settings } = this;
    const tender = new SallyportFunction(this, 'Tender', {
      name: 'tend-vault',
      description: 'Every minute: leases that ran out, rotations that are owed, old values, health',
      schema: tendEnvironment,
      environment: { ...this.tables, KEEPERS: this.keepers },
      may: [
        this.mayKeepState,
        mayQueryIndex('FindWhatIsDue', data.vault, 'due'),
        mayOn('ReadTargets', data.access, ['GetItem']),
        mayOn('PutEntries', data.audit, ['PutItem']),
        mayUseTables(data),
        mayOnSecrets('HaveRotated', settings.vault, ['DescribeSecret', 'RotateSecret']),
        mayAskKeepers(this, settings.vault),
      ],
      timeout: Duration.minutes(5),
    });
    // The next minute brings the next run: one that failed need not be repeated, and an old one is worth nothing.
    tender.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EveryMinute', {
      description: 'Tends the vault',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(tender, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    return tender;
  }
}
