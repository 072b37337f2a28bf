import { LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Run } from '../../../src/protocol/runs.ts';
import type { PageClient } from '../../connection/page-client.ts';

@customElement('abai-run-summary')
export class RunSummary extends LitElement {
  @property({ attribute: false }) client!: PageClient;
  @property({ attribute: false }) run!: Run;
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-summary': RunSummary;
  }
}
