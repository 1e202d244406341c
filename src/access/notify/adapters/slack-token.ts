import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../../kernel/time.ts';
import type { ReadToken } from '../../adapters/slack.ts';

const KEPT_SECONDS = 60;

/**
 * Reads the bot token at use and keeps it for a minute. Before `sallyport configure slack` the secret holds the random
 * text that it was made with: that is no token.
 */
export function slackToken(secrets: SecretsManagerClient, secretId: string, clock: Clock): ReadToken {
  let kept: { readonly token: string; readonly until: number } | undefined;
  return async () => {
    if (kept && kept.until > clock()) return kept.token;
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!SecretString?.startsWith('xoxb-')) return null;
    kept = { token: SecretString, until: clock() + KEPT_SECONDS };
    return SecretString;
  };
}
