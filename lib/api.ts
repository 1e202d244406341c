import { Duration } from 'aws-cdk-lib';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { operations } from '../src/http/contract/operations.ts';
import type { ApiFunction } from '../src/http/operation.ts';
import { acknowledgeOpenRoute } from './acknowledgements.ts';
import type { Settings } from './settings.ts';

/** Paths outside the API's contract: pages and the issuer's own endpoints, each with a gate of its own. */
export interface PageRoute {
  readonly method: 'GET' | 'POST' | 'ANY';
  readonly path: string;
}

/** The HTTP API. A route needs a token unless it is made by `addPages` or its operation is public. */
export class Api extends Construct {
  readonly httpApi: HttpApi;
  /** Who called what, and what came of it. */
  readonly accessLog: LogGroup;
  private readonly authorizer: IHttpRouteAuthorizer;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly authorizer: IFunction; readonly unknownRoute: IFunction; readonly settings: Settings },
  ) {
    super(scope, id);
    this.authorizer = new HttpLambdaAuthorizer('Authenticate', props.authorizer, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      // Never cached: an ended sign-in or a disabled person is refused at the very next call.
      resultsCacheTtl: Duration.seconds(0),
      identitySource: ['$request.header.Authorization'],
    });
    this.httpApi = new HttpApi(this, 'Http', {
      apiName: 'sallyport',
      description: 'Sallyport: issuer, API and console',
      createDefaultStage: true,
      // Behind a domain of its own the API has one address, which is the issuer.
      disableExecuteApiEndpoint: props.settings.domain !== undefined,
    });
    new HttpRoute(this, 'Default', {
      httpApi: this.httpApi,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('UnknownRoute', props.unknownRoute),
      authorizer: this.authorizer,
    });
    const stage = this.defaultStage();
    this.accessLog = this.logAccess(stage);
    const { ratePerSecond, burst } = props.settings.apiThrottle;
    stage.defaultRouteSettings = { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst };
  }

  /** Adds the routes of every operation that the contract assigns to this function. */
  addOperations(name: ApiFunction, fn: IFunction): void {
    const integration = new HttpLambdaIntegration(`${name}-integration`, fn);
    for (const { id, method, path, action } of operations.filter((each) => each.function === name))
      this.addRoute(id, HttpRouteKey.with(path, HttpMethod[method]), integration, action === 'public');
  }

  /** Adds routes that guard themselves; test/infra holds the exact list. */
  addPages(name: string, fn: IFunction, pages: readonly PageRoute[]): void {
    const integration = new HttpLambdaIntegration(`${name}-integration`, fn);
    for (const { method, path } of pages)
      this.addRoute(
        `${method} ${path}`.replaceAll('/', '.'),
        HttpRouteKey.with(path, HttpMethod[method]),
        integration,
        true,
      );
  }

  private addRoute(id: string, routeKey: HttpRouteKey, integration: HttpLambdaIntegration, open: boolean): void {
    const authorizer = open ? new HttpNoneAuthorizer() : this.authorizer;
    const route = new HttpRoute(this, id, { httpApi: this.httpApi, routeKey, integration, authorizer });
    if (open) acknowledgeOpenRoute(route);
  }

  private defaultStage(): CfnStage {
    const stage = this.httpApi.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('the HTTP API has no default stage');
    return stage;
  }

  /** Who called what, and what came of it: no header, no query, no body. */
  private logAccess(stage: CfnStage): LogGroup {
    const log = new LogGroup(this, 'AccessLog');
    stage.accessLogSettings = {
      destinationArn: log.logGroupArn,
      format: JSON.stringify({
        requestId: '$context.requestId',
        routeKey: '$context.routeKey',
        status: '$context.status',
        latencyMs: '$context.responseLatency',
        address: '$context.identity.sourceIp',
        authorizerError: '$context.authorizer.error',
      }),
    };
    return log;
  }
}
