import { stack } from './stack.ts';

/** One call to the local cloud as its root, by its protocol: what stands outside the product has no AWS client. */
export async function cloudCall(service: string, target: string, body: object): Promise<unknown> {
  const response = await fetch(stack.cloud.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${stack.cloud.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${target} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
