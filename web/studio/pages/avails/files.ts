// Bringing a file.
import { addressOf, send, type Schemas } from '../../api';

export async function bring(file: File): Promise<Schemas['AvailsFile']> {
    const response = await send(addressOf('/operator/avails/files', {}, { name: file.name }), {
        method: 'POST',
        headers: { 'Content-Type': 'application/octet-stream' },
        body: file,
    });
    return (await response.json()) as Schemas['AvailsFile'];
}
