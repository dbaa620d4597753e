import { afterEach, describe, expect, it } from 'vitest';
import type { HttpOptions } from '../../src/providers/http.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { always, type Behaviour, type HostileServer, startHostileServer } from '../helpers/hostile-server.ts';
import { errorOf, type Kit, kit } from './http-kit.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

async function against(
  behaviour: Behaviour,
  options: Partial<HttpOptions> & { provider?: Provider; isRealTime?: boolean } = {},
): Promise<Kit & { server: HostileServer }> {
  const server = await startHostileServer(behaviour);
  const client = await kit(server.origin, options);
  open.push(client.http, server);
  return { ...client, server };
}

const CREDITS = '{"remain":5}';

describe('an ordinary read', () => {
  it('sends what was asked and answers status, headers and parsed body', async () => {
    const { send, server } = await against(always(200, CREDITS, { date: 'Fri, 20 Nov 2026 09:36:00 GMT' }));
    const answer = await send({ query: [['date', '2026-11-20']], headers: { 'On-Behalf-Of': 'sub' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ kind: 'json', value: { remain: 5 } });
    expect(answer.clockSkewMinutes).toBe(6);
    expect(server.heard).toHaveLength(1);
    expect(server.heard[0]).toMatchObject({ method: 'GET', path: '/v1/credits?date=2026-11-20' });
    expect(server.heard[0]?.headers).toMatchObject({ 'on-behalf-of': 'sub', 'accept-encoding': 'identity', accept: 'application/json' });
  });
  it('gives up on 503 with the error of the table', async () => {
    const { send, server, waits } = await against(always(503, CREDITS));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_unavailable');
    expect(server.heard).toHaveLength(3);
    expect(waits).toEqual([100, 200]);
  });
});
