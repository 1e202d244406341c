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
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledgeForeignSecret } from './acknowledgements.ts';

/** All that must outlive a deployment: tables, keys and secrets. Retained, protected, backed up. */
export class DataStack extends Stack {
  /** Encrypts tables, secrets and second factors. */
  readonly dataKey: Key;
  /** Signs tokens (ES256). */
  readonly signingKey: Key;
  readonly directory: Table;
  readonly signIn: Table;
  readonly access: Table;
  readonly audit: Table;
  readonly counters: Table;
  /** Holds Slack's bot token once `sallyport configure slack` has put it there. */
  readonly slackToken: Secret;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { ...props, terminationProtection: true });
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
    this.directory = this.table('Directory', StreamViewType.NEW_IMAGE);
    this.signIn = this.table('SignIn');
    this.access = this.table('Access', StreamViewType.NEW_IMAGE);
    for (const table of [this.directory, this.access])
      table.addGlobalSecondaryIndex({
        indexName: 'due',
        partitionKey: { name: 'dueShard', type: AttributeType.STRING },
        sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    this.audit = this.table('Audit', StreamViewType.NEW_AND_OLD_IMAGES, 'kept-for-ever');
    this.audit.addGlobalSecondaryIndex({
      indexName: 'byGrant',
      partitionKey: { name: 'grantId', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    this.counters = this.table('Counters');
    this.slackToken = new Secret(this, 'SlackToken', {
      // Fixed, because the operator's command finds it by its name.
      secretName: 'sallyport/slack-token',
      description: 'Sallyport: the bot token of Slack, put there by `sallyport configure slack`',
      encryptionKey: this.dataKey,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledgeForeignSecret(this.slackToken);
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
