from incubator.models.base import Base

__all__ = ["Base"]
