import { Logger } from '@aws-lambda-powertools/logger';

const logger = new Logger({ serviceName: 'sallyport' });

/**
 * Logs a fault by its kind and place, not by its message: messages of drivers and parsers quote their input,
 * which may hold a secret or personal data.
 */
export function reportFault(error: unknown, correlationId: string): void {
  const fault = error instanceof Error ? error : new Error('not an error');
  logger.error('fault', {
    correlationId,
    name: fault.name,
    frames: (fault.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12),
    ...(fault.cause instanceof Error && { cause: fault.cause.name }),
  });
}
