import type { Catalogue } from './catalogue.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { runActionHandlers } from './run-actions.ts';
import { runQueryHandlers } from './run-queries.ts';
import { runStartHandlers } from './run-start.ts';
import type { Runs } from './runs.ts';

export function runHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  current: CurrentProject,
  runs: Runs,
): Handlers<'run:start' | 'run:get' | 'run:list' | 'run:cells' | 'run:pause' | 'run:resume' | 'run:cancel'> {
  return {
    ...runStartHandlers(ports, catalogue, current, runs),
    ...runQueryHandlers(ports),
    ...runActionHandlers(ports, runs),
  };
}
