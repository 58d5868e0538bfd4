import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service of `argv[2]` desktops that answers at once and checks nothing. Prints its address. */
const total = Number(process.argv[2] ?? 1);

const server = createServer((request, response) => {
  const query = new URL(request.url ?? '/', 'http://bench').searchParams;
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(pageOf(Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 1)));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

function pageOf(offset: number, limit: number): string {
  const count = Math.max(0, Math.min(limit, total - offset));
  const desktops = Array.from({ length: count }, (_, n) => desktop(offset + n));
  return JSON.stringify({ total_count: total, desktops });
}

function desktop(n: number) {
  const desktop_id = `90f05916-bc71-4e26-a534-${String(n).padStart(12, '0')}`;
  return {
    desktop_id,
    computer_name: `desktop-${n}`,
    user_name: `user${n}`,
    user_list: [`user${n}`],
    user_group_list: [],
    attach_user_infos: [{ user_id: desktop_id, user_name: `user${n}`, user_group: 'users', type: 'USER' }],
    attach_state: 'ATTACHED',
    desktop_type: 'DEDICATED',
    status: 'ACTIVE',
    task_status: null,
    login_status: 'REGISTERED',
    ip_addresses: ['10.0.0.1'],
    addresses: { vpc: [{ addr: '10.0.0.1', version: '4', 'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:00:00:01' }] },
    metadata: { charging_mode: '1', image_name: 'Windows', os_type: 'Windows', os_bit: '64' },
    flavor: { id: 'workspace.x86.large', links: [] },
    product: { product_id: 'workspace.x86.large', type: 'BASE', cpu: '4', memory: '8192' },
    root_volume: { type: 'SAS', size: 80, device: '/dev/vda' },
    is_support_internet: true,
    internet_mode: 'EIP',
    tags: [{ key: 'team', value: 'sales' }],
    enterprise_project_id: '0',
    created: '2026-01-01T00:00:00Z',
  };
}
