import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import { METRIC_NAMESPACE, METRIC_SERVICE } from '../metric-names.ts';

const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: METRIC_SERVICE });

/** Counts one more. The log line is the metric: it needs no permission, and no call that could fail. */
export const countMetric = (name: string): void => void metrics.singleMetric().addMetric(name, MetricUnit.Count, 1);
