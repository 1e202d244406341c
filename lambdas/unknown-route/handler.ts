import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import middy from '@middy/core';
import { refusal } from '../../src/kernel/refusal.ts';
import { loggedPage } from '../../src/http/logged-page.ts';
import type { PageEvent } from '../../src/http/page.ts';
import { problem } from '../../src/http/problem.ts';

/** Answers what no route knows. Behind the authorizer like the rest: a stranger learns nothing, not even this. */
export const handler = middy<PageEvent, APIGatewayProxyStructuredResultV2>().handler(
  loggedPage(async (event) =>
    problem(
      refusal('unknown_route', 'There is no such operation; GET /openapi.json lists them.'),
      event.requestContext.requestId,
    ),
  ),
);
