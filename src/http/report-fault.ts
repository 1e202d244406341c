import { Logger } from '@aws-lambda-powertools/logger';
import { FAULTS, METRIC_NAMESPACE, METRIC_SERVICE } from '../kernel/metric-names.ts';
import { functionName } from './report-call.ts';

const logger = new Logger({ serviceName: METRIC_SERVICE });

/**
 * Logs a fault by its kind and place, not by its message: messages of drivers and parsers quote their input,
 * which may hold a secret or personal data. The line counts itself, in all and by function, by CloudWatch's embedded
 * metric format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function reportFault(error: unknown, correlationId: string): void {
  const fault = error instanceof Error ? error : new Error('not an error');
  logger.error('fault', {
    correlationId,
    function: functionName,
    name: fault.name,
    frames: (fault.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12),
    ...(fault.cause instanceof Error && { cause: fault.cause.name }),
    [FAULTS]: 1,
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [['service'], ['service', 'function']],
          Metrics: [{ Name: FAULTS, Unit: 'Count' }],
        },
      ],
    },
  });
}
