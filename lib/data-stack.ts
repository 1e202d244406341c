import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledgeForeignSecret } from './acknowledgements.ts';
import { decideFeatures } from './features.ts';
import { tableArnOf } from './settings/restored-tables.ts';
import type { RestoredTables } from './settings/restored-tables.ts';

/** One that the stack makes, or one that was restored from a backup. */
export type DataTable = Table | ITable;

export interface DataStackProps extends StackProps {
  readonly restored?: RestoredTables;
}

/** All that must outlive a deployment: tables, keys and secrets. Retained, protected, backed up. */
export class DataStack extends Stack {
  /** Encrypts tables, secrets and second factors. */
  readonly dataKey: Key;
  /** Signs tokens (ES256). */
  readonly signingKey: Key;
  readonly directory: DataTable;
  readonly signIn: DataTable;
  readonly access: DataTable;
  /** The state of vaulted credentials: leases, rotations, health. Their values are not in it. */
  readonly vault: DataTable;
  readonly audit: DataTable;
  readonly counters: DataTable;
  /** Holds Slack's bot token once `sallyport configure slack` has put it there. */
  readonly slackToken: Secret;

  constructor(scope: Construct, id: string, { restored = {}, ...props }: DataStackProps = {}) {
    super(scope, id, { ...props, terminationProtection: true });
    decideFeatures(this.node);
    this.dataKey = new Key(this, 'DataKey', {
      description: 'Sallyport: tables, secrets and second factors',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.signingKey = new Key(this, 'SigningKey', {
      description: 'Sallyport: signs tokens with ES256',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const directory = this.table('Directory', StreamViewType.NEW_IMAGE);
    const signIn = this.table('SignIn');
    const access = this.table('Access', StreamViewType.NEW_IMAGE);
    const vault = this.table('Vault');
    for (const table of [directory, access, vault])
      table.addGlobalSecondaryIndex({
        indexName: 'due',
        partitionKey: { name: 'dueShard', type: AttributeType.STRING },
        sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    const audit = this.table('Audit', StreamViewType.NEW_AND_OLD_IMAGES, 'kept-for-ever');
    audit.addGlobalSecondaryIndex({
      indexName: 'byGrant',
      partitionKey: { name: 'grantId', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    const counters = this.table('Counters');
    this.directory = this.inUse(directory, restored.directory, ['due']);
    this.signIn = this.inUse(signIn, restored.signIn);
    this.access = this.inUse(access, restored.access, ['due']);
    this.vault = this.inUse(vault, restored.vault, ['due']);
    this.audit = this.inUse(audit, restored.audit, ['byGrant']);
    this.counters = this.inUse(counters, restored.counters);
    this.slackToken = new Secret(this, 'SlackToken', {
      // Fixed, because the operator's command finds it by its name.
      secretName: 'sallyport/slack-token',
      description: 'Sallyport: the bot token of Slack, put there by `sallyport configure slack`',
      encryptionKey: this.dataKey,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledgeForeignSecret(this.slackToken);
  }

  /** The restored one, if there is one. The one that was made here stays as it is: what happened to it may matter. */
  private inUse(made: Table, restored: string | undefined, globalIndexes: string[] = []): DataTable {
    if (restored === undefined) return made;
    return Table.fromTableAttributes(this, `Restored${made.node.id}`, {
      tableArn: tableArnOf(restored),
      ...(restored.includes('/stream/') && { tableStreamArn: restored }),
      encryptionKey: this.dataKey,
      globalIndexes,
    });
  }

  /** Where items may expire, whoever may put one may also have it deleted: an entry of the audit must not. */
  private table(
    id: string,
    stream?: StreamViewType,
    kept: 'until-expiresAt' | 'kept-for-ever' = 'until-expiresAt',
  ): Table {
    return new Table(this, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.dataKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(kept === 'until-expiresAt' && { timeToLiveAttribute: 'expiresAt' }),
      ...(stream && { stream }),
    });
  }
}
