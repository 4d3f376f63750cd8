import { z } from 'zod';
import { endpoint } from './lib/endpoint.ts';

/** This document. */
export const getOpenApi = endpoint({
  method: 'GET',
  path: '/v1/openapi.json',
  summary: 'The OpenAPI 3.1 document of this API',
  tag: 'meta',
  response: z.looseObject({ openapi: z.literal('3.1.0') }),
});
