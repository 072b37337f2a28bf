/** When a back end opens it looks for tools that ran: without reading all messages. */
export const runningTools: readonly string[] = [
  `create index messages_running_tools on messages(status) where status = 'running_tools'`,
];
