"""The tables of the data set as ORM classes, as far as the operations need them.

In: the hub's own tables. Out: mapped classes with the same columns. It refuses nothing.
"""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from hub.tables.catalogue import TABLES


class Base(DeclarativeBase):
    """Columns are read by their own names."""


class Merchant(Base):
    __table__ = TABLES["merchant"]


class Outlet(Base):
    __table__ = TABLES["outlet"]


class District(Base):
    __table__ = TABLES["district"]


class Industry(Base):
    __table__ = TABLES["industry"]


class Party(Base):
    __table__ = TABLES["party"]


class Institution(Base):
    __table__ = TABLES["institution"]


class Violation(Base):
    __table__ = TABLES["violation"]


class Link(Base):
    __table__ = TABLES["link"]


class CardReport(Base):
    __table__ = TABLES["card_report"]


class CustodyAssessment(Base):
    __table__ = TABLES["custody_assessment"]


class CustodyAccount(Base):
    __table__ = TABLES["custody_account"]


class RiskStatus(Base):
    __table__ = TABLES["risk_status"]


class Rating(Base):
    __table__ = TABLES["rating"]


class Complaint(Base):
    __table__ = TABLES["complaint"]


class Rectification(Base):
    __table__ = TABLES["rectification"]


class Penalty(Base):
    __table__ = TABLES["penalty"]


class Warning(Base):  # noqa: A001 # the table is called so
    __table__ = TABLES["warning"]
