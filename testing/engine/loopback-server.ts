import { promisify } from "node:util";
import { type ChannelOptions, Server, ServerCredentials } from "@grpc/grpc-js";

/** Sizes as the SDK sets them: a provider's text and a state may exceed gRPC's 4 MB. */
export const CHANNEL_OPTIONS: ChannelOptions = { "grpc.max_receive_message_length": 400 * 1024 * 1024 };

/** Serves on a free port of the loopback interface; `register` adds the services. */
export async function serveOnLoopback(
  register: (server: Server) => void,
): Promise<{ address: string; close: () => void }> {
  const server = new Server(CHANNEL_OPTIONS);
  register(server);
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", ServerCredentials.createInsecure());
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
