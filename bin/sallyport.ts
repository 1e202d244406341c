import { App } from 'aws-cdk-lib';
import { sallyport } from '../lib/sallyport.ts';

sallyport(new App());
