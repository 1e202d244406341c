import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** A metric that Lambda keeps of one of our functions, by the function's folder under lambdas/. */
export const functionMetric = (
  name: string,
  metricName: 'Errors' | 'Throttles' | 'Invocations' | 'Duration' | 'IteratorAge',
  statistic = 'Sum',
): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: `sallyport-${name}` },
    statistic,
    period: Duration.minutes(5),
  });
