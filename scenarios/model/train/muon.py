"""The optimiser."""

import torch


class Muon:
    """Momentum with orthogonalised updates for the matrices of the blocks (Jordan et al., 2024), Adam for the rest."""

    def __init__(self, model, decay):
        blocks = [p for n, p in model.named_parameters() if p.ndim == 2 and "embedding" not in n]
        rest = [p for n, p in model.named_parameters() if p.ndim != 2 or "embedding" in n]
        self.groups = {}
        for p in blocks:
            self.groups.setdefault(tuple(p.shape), []).append(p)
        self.momenta = {shape: torch.zeros(len(ps), *shape, device=ps[0].device) for shape, ps in self.groups.items()}
        self.adam = torch.optim.AdamW(rest, betas=(0.9, 0.98), weight_decay=0.0)
        self.decay = decay

    @torch.no_grad()
    def step(self, matrix_rate, rest_rate):
        for group in self.adam.param_groups:
            group["lr"] = rest_rate
        self.adam.step()
        for shape, parameters in self.groups.items():
            gradient = torch.stack([p.grad for p in parameters])
            momentum = self.momenta[shape]
            momentum.lerp_(gradient, 0.05)
            update = gradient.lerp(momentum, 0.95)
            x = update.bfloat16() if update.is_cuda else update
            flip = shape[0] > shape[1]
            x = x.transpose(1, 2) if flip else x
            x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
            for _ in range(5):
                a = x @ x.transpose(1, 2)
                x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
            x = (x.transpose(1, 2) if flip else x).float()
            scale = max(1, shape[0] / shape[1]) ** 0.5
            for p, u in zip(parameters, x):
                p.mul_(1 - matrix_rate * self.decay).add_(u, alpha=-matrix_rate * scale)
        for p in [p for ps in self.groups.values() for p in ps]:
            p.grad = None
        self.adam.zero_grad(set_to_none=True)
